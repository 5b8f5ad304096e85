/** The normal form of expressions. Each identity holds over the real numbers wherever both of its sides are defined. */
import { rewriter, type Rewrite, type Rule } from './Rewriter.js'
import { choices } from './rules/Choices.js'
import { functions } from './rules/Functions.js'
import { powers } from './rules/Powers.js'
import { products } from './rules/Products.js'
import { reductions } from './rules/Reductions.js'
import { sums } from './rules/Sums.js'

export const identities: readonly Rule[] = [...sums, ...products, ...powers, ...functions, ...choices, ...reductions]

export const simplify: Rewrite = rewriter(identities)
