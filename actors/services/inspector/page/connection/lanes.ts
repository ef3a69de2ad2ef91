import { spoken } from '../../../charts/chart';
import type { LifeRecord, MessageRecord, Party } from '../../messages';
import { el } from '../kit/dom';
import { bytes, clock, count, preview } from '../kit/format';
import { shortly } from '../kit/states';
import { signOfState } from '../kit/words';

/** Who takes part, from the wire to the app. */
export const PARTIES: readonly Party[] = ['socket', 'csa', 'handler', 'server', 'app'];

/** As they are called at the head of their lanes. */
export const NAMES: Readonly<Record<Party, string>> = {
  socket: 'socket',
  csa: 'CSA',
  handler: 'handler',
  server: 'server',
  app: 'app',
};

/** What came with a message, and what came of it. */
function remarkOf({ bytes: sent, detail, taken, to }: MessageRecord): string {
  const what =
    sent === undefined ? '' : `${bytes(sent.length)} ${preview(sent.hex, sent.length)}`.trimEnd();
  const more = detail === undefined ? '' : JSON.stringify(detail);
  const state =
    taken?.state === undefined
      ? ''
      : `${NAMES[to]} ${signOfState(shortly(taken.state)).icon} ${shortly(taken.state)}`;
  const status = taken?.status === undefined ? '' : `${NAMES[to]} is ${taken.status}`;
  return [what, more, state, status].filter(Boolean).join(' · ');
}

/** Each lane is two tracks behind that of the times: its line goes down between them. */
const lineOf = (party: Party) => 2 * PARTIES.indexOf(party) + 3;

function arrow({ from, to, event }: MessageRecord): HTMLElement {
  const [left, right] = [lineOf(from), lineOf(to)].sort((a, b) => a - b) as [number, number];
  const isSelf = left === right;
  const direction = isSelf ? 'self' : lineOf(to) > lineOf(from) ? 'right' : 'left';
  const edge = left === lineOf('socket') ? ' at-start' : '';
  const made = el(
    'span',
    { class: `arrow ${direction}${edge}`, title: `${from} → ${to}: ${event}` },
    el('span', { class: 'event' }, spoken(event)),
  );
  made.style.gridColumn = isSelf ? `${left} / span 2` : `${left} / ${right}`;
  return made;
}

const note = (text: string): HTMLElement => el('span', { class: 'note' }, text);

/** A record as a line of the sequence diagram. */
export function laneOf(record: LifeRecord): HTMLElement {
  const time = el('time', {}, clock(record.at));
  switch (record.type) {
    case 'message': {
      const remark = remarkOf(record);
      const cell = el('span', { class: 'what', title: remark }, remark);
      const isTurn = record.taken?.state !== undefined ? ' turn' : '';
      return el('li', { class: `message${isTurn}` }, time, arrow(record), cell);
    }
    case 'gap': {
      const text = `${count(record.dropped)} messages are not shown: too many came at a time`;
      return el('li', { class: 'gap' }, time, note(text));
    }
    case 'begin': {
      const text = record.fromTheStart ? 'the connection begins' : 'watched from here on';
      return el('li', {}, time, note(text));
    }
    case 'handler':
      return el('li', {}, time, note('the handler is there'));
    case 'end':
      return el('li', { class: 'end' }, time, note(`died: ${record.dead.howDied}`));
  }
}

/** Whether a record is asked for: its words hold what is searched, and nobody in it is hidden. */
export function isWanted(record: LifeRecord, search: string, hidden: ReadonlySet<Party>): boolean {
  if (record.type !== 'message') return search === '';
  if (hidden.has(record.from) || hidden.has(record.to)) return false;
  if (search === '') return true;
  const words = `${record.from} ${record.to} ${record.event} ${remarkOf(record)}`.toLowerCase();
  return words.includes(search);
}
