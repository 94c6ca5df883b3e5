import { LimitExceeded } from '../../core/errors';

/** Rows that the database looks at, and decisions of policy, for the price of one field. */
const PRICE = { rows: 200, decisions: 50 } as const;
/** The most of the limit that one list takes: however large a collection is, it can be asked for alone. */
const LARGEST_SHARE = 4;
/** The cost that is a point of the rate. */
const COST_OF_POINT = 20;

/** How much of a collection a list looks at beside the rows that it returns. */
export type Effort = { readonly rows: number } | { readonly decisions: number };

/**
 * The cost of an operation. The cost of its document, see `fieldCost`, is known before it runs. What lists cost that look at
 * a whole collection becomes known while it runs, with the sizes of the collections.
 */
export class OperationCost {
  #cost = 0;
  #points = 0;
  #maximum = Number.POSITIVE_INFINITY;

  /** @param cost of the document. @param maximum the most that the operation may cost in all. */
  begin(cost: number, maximum: number): void {
    this.#cost = cost;
    this.#maximum = maximum;
  }

  /** Adds the cost of a list before it is read. @throws LimitExceeded if the operation costs too much with it. */
  add(effort: Effort): void {
    const fields = 'rows' in effort ? effort.rows / PRICE.rows : effort.decisions / PRICE.decisions;
    const cost = Math.min(Math.floor(fields), Math.floor(this.#maximum / LARGEST_SHARE));
    if (this.#cost + cost > this.#maximum) {
      throw new LimitExceeded(
        `The operation costs more than ${this.#maximum} with the collections that it looks at. Ask for fewer lists.`,
      );
    }
    this.#cost += cost;
    this.#points += cost / COST_OF_POINT;
  }

  /** The points of the rate for what {@link add} has added since the last call. */
  takePoints(): number {
    const points = Math.floor(this.#points);
    this.#points -= points;
    return points;
  }
}
