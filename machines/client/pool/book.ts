/** Which of a pool's clients are free, and who waits for one: decisions alone. */

import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../connection/connectionInfo';

/** A client that is connected. */
export interface Connected {
  readonly client: AnyActorRef;
  readonly connection: ConnectionInfo;
}

export type Member =
  | { readonly is: 'connecting' | 'closing' }
  | ({ readonly is: 'free' } & Connected)
  | ({ readonly is: 'leased'; readonly ticket: number } & Connected);

/** The members by their numbers, and the tickets of those who wait, in their order. */
export interface Book {
  readonly members: ReadonlyMap<number, Member>;
  readonly waiting: readonly number[];
}

export const EMPTY: Book = { members: new Map(), waiting: [] };

export const withMember = (book: Book, number: number, member: Member | undefined): Book => {
  const members = new Map(book.members);
  // One that is free again is the next to be taken: the others may be closed for being idle.
  members.delete(number);
  if (member !== undefined) members.set(number, member);
  return { ...book, members };
};

export const numbersOf = (book: Book, ...states: readonly Member['is'][]): number[] =>
  [...book.members].filter(([, { is }]) => states.includes(is)).map(([number]) => number);

/** The member that somebody has by a ticket. */
export function holderOf(book: Book, ticket: number): [number, Connected] | undefined {
  for (const [number, member] of book.members) {
    if (member.is === 'leased' && member.ticket === ticket) return [number, member];
  }
  return undefined;
}

/** One more lease than before, if somebody waits and a member is free. */
export function nextLease(book: Book):
  | {
      readonly book: Book;
      readonly member: number;
      readonly lease: Connected & { readonly ticket: number };
    }
  | undefined {
  const [ticket, ...waiting] = book.waiting;
  const member = numbersOf(book, 'free').at(-1);
  if (ticket === undefined || member === undefined) return undefined;
  const { client, connection } = book.members.get(member) as Member & Connected;
  const lease = { client, connection, ticket };
  return {
    book: withMember({ ...book, waiting }, member, { is: 'leased', ...lease }),
    member,
    lease,
  };
}

/** How many members there should be more: one for each who waits, as long as there is room, and `min` of them. */
export function lacking(
  book: Book,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const live = numbersOf(book, 'connecting', 'free', 'leased').length;
  const wanted = book.waiting.length - numbersOf(book, 'connecting').length;
  return Math.max(0, Math.min(max - live, Math.max(min - live, wanted)));
}
