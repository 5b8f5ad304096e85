import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { whole } from '../../src/format/Checksum.js'

it('a file with a tensor that is not read is refused as a whole: it was not written here', async () => {
  const header = new TextEncoder().encode('{"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}')
  const file = Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, ...header, 0])
  expect(await whole(file)()).toEqual(
    E.left({ _tag: 'NotSafetensors', error: { _tag: 'UnknownDtype', tensor: 'w', found: 'F8_E4M3' } }),
  )
})
