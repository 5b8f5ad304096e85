/**
 * Parameter records: tensors in records, tuples and nested mixes of them, visited in the sorted order of their paths.
 */
export { fold, map, paths, zipWith, type CheckTree, type TreeError } from './tensor/Params.js'
export { flatten, unflatten } from './operation/Flatten.js'
