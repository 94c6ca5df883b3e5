import { foldCase } from '../../core/name';
import type { SortKey } from '../../core/page';

/** Lists by name are in the order of the folded name. */
export function byName({ name, id }: { readonly name: string; readonly id: string }): SortKey {
  return { value: foldCase(name), id };
}

/** Lists by age are in the order of creation. */
export function byCreation({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): SortKey {
  return { value: createdAt.toISOString(), id };
}
