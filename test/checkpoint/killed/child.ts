/** A process that trains and keeps each of its states: `child.ts <folder> <engine> <epochs>`. It goes on with what it finds, and says on its output what it does. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as Train from '../../../src/Train.js'
import { events, storeIn } from './run.js'

const [folder, engine, epochs] = process.argv.slice(2)
const store = storeIn(folder)
const found = await store.load()
if (E.isLeft(found)) {
  console.log(`cannot load: ${Train.ShowStore.show(found.left)}`)
  process.exit(3)
}
if (O.isSome(found.right)) found.right.value.skipped.forEach((each) => console.log(Train.ShowSkipped.show(each)))
console.log('begins')
const from = O.isSome(found.right) ? found.right.value.state : undefined
let keeps = false
for await (const event of Train.saving(store.save, { every: 1 })(events(engine, Number(epochs), from))) {
  if (event._tag === 'Saved' && !keeps) {
    keeps = true
    console.log('keeps')
  }
  if (event._tag === 'NotSaved') console.log(Train.ShowStore.show(event.error))
  if (event._tag === 'Ended' && E.isLeft(event.outcome)) console.log(Train.Show.show(event.outcome.left))
}
console.log('over')
