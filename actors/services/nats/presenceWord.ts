import type { Stamped } from './presence';

/** A member has come or gone, as it goes over NATS. */
export interface PresenceWord {
  readonly party: string;
  readonly change: 'joined' | 'left';
  readonly stamped: Stamped;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isStamped = (value: unknown): value is Stamped =>
  isObject(value) &&
  typeof value.id === 'number' &&
  typeof value.at === 'number' &&
  isObject(value.member) &&
  isObject(value.member.from) &&
  typeof value.member.from.node === 'string';

/** Members as another party tells of them. Throws where they are none: anybody may publish there. */
export function stampedMembers(value: unknown): readonly Stamped[] {
  if (!Array.isArray(value) || !value.every(isStamped)) throw new TypeError('these are no members');
  return value;
}

/** What has come, as a word. Throws where it is none. */
export function presenceWord(data: Uint8Array): PresenceWord {
  const word: unknown = JSON.parse(Buffer.from(data).toString());
  const isOne =
    isObject(word) &&
    typeof word.party === 'string' &&
    (word.change === 'joined' || word.change === 'left') &&
    isStamped(word.stamped);
  if (!isOne) throw new TypeError('it says of nobody that they have come or gone');
  return word as unknown as PresenceWord;
}
