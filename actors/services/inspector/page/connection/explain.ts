/** Why a connection is as it is, in sentences. */

import type { StateValue } from 'xstate';
import type { StreamMessage } from '../../messages';
import { bytes, span } from '../kit/format';
import { innermost } from '../kit/states';
import type { Sign } from '../kit/words';

export type Vitals = Extract<StreamMessage, { type: 'vitals' }>;

export interface Reason {
  readonly sign: Sign;
  readonly text: string;
}

const STOPPED: Sign = { icon: '▲', tone: 'warn' };
const RESTING: Sign = { icon: '❚❚', tone: 'warn' };
const LATE: Sign = { icon: '◷', tone: 'warn' };
const CALM: Sign = { icon: '◐', tone: 'calm' };
const GOOD: Sign = { icon: '●', tone: 'good' };
const OVER: Sign = { icon: '○', tone: 'calm' };

/** Part of a timer behind which its end is near; nobody can read of one that is as short as this. */
const NEAR = 0.6;
const SHORT = 2_000;

type Since = Vitals['atLeast'][number];

/** ` for 12.3 s`, or ` for at least` so long where nobody has seen it begin. */
function forSpan({ atLeast }: Vitals, of: Since, value: number | undefined): string {
  if (value === undefined) return '';
  return ` for ${atLeast.includes(of) ? 'at least ' : ''}${span(value)}`;
}

/** What comes of it if nothing changes. */
function outlook({ figures, limits }: Vitals): string {
  const { outboxLimit } = limits;
  if (outboxLimit === undefined) return '';
  const limit = `${bytes(outboxLimit)} (outboxLimit)`;
  return figures.unsent > outboxLimit
    ? ` That is more than ${limit}: one answer may be, but nothing may be said on top of it.`
    : ` At ${limit} the connection is ended.`;
}

function sending(states: string, vitals: Vitals): Reason[] {
  if (!states.includes('sending.blocked')) return [];
  const { figures, blockedFor } = vitals;
  return [
    {
      sign: STOPPED,
      text: `The peer does not read: sending has been blocked${forSpan(vitals, 'blocked', blockedFor)}, ${bytes(figures.unsent)} are unsent.${outlook(vitals)}`,
    },
  ];
}

function receiving(states: string, vitals: Vitals): Reason[] {
  if (states.includes('paused.bySending')) {
    const text =
      'Nothing is read from the peer either, until what is unsent has left: reading rests while sending is blocked.';
    return [{ sign: RESTING, text }];
  }
  if (states.includes('paused.byHandler') || states.includes('paused.byBoth')) {
    const text = `The handler has paused its inbox${forSpan(vitals, 'paused', vitals.pausedFor)} (flow.pause): nothing is read from the peer before it says flow.resume.`;
    return [{ sign: RESTING, text }];
  }
  if (states.includes('receiving.ended')) {
    const text =
      'The peer has finished sending. What the handler still has to say is sent; the connection ends when it has finished, too.';
    return [{ sign: CALM, text }];
  }
  return [];
}

function ending(states: string): Reason[] {
  if (states.includes('finishing')) {
    const text =
      'The handler has finished: what is unsent is flushed, then our FIN goes out and that of the peer is waited for.';
    return [{ sign: CALM, text }];
  }
  if (states.includes('aborting')) {
    return [{ sign: CALM, text: 'The socket is being torn down; what was unsent is lost.' }];
  }
  if (states.includes('shutdown')) return [{ sign: OVER, text: 'It is over.' }];
  if (states.includes('draining.asked') || states.includes('draining.awaitingQuiet')) {
    return [{ sign: CALM, text: 'The server drains: the handler is asked to finish.' }];
  }
  return [];
}

function timing(vitals: Vitals): Reason[] {
  return vitals.timers
    .filter(({ left, of }) => of > SHORT && left < of * (1 - NEAR))
    .map(({ name, left, of }) => {
      const why =
        name === 'idleTimeout' ? `: nothing has moved${forSpan(vitals, 'idle', vitals.idle)}` : '';
      return { sign: LATE, text: `${name} (${span(of)}) is due in ${span(left)}${why}.` };
    });
}

/** What there is to say of a connection: why it is stuck, or that it is not. */
export function explain(state: StateValue | undefined, vitals: Vitals): readonly Reason[] {
  const states = innermost(state);
  const found = [
    ...sending(states, vitals),
    ...receiving(states, vitals),
    ...ending(states),
    ...timing(vitals),
  ];
  return found.length > 0 ? found : [{ sign: GOOD, text: 'Bytes may flow in both directions.' }];
}
