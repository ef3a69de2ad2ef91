import type { ConnectionColumn, ConnectionRow } from '../../messages';
import { badge } from '../kit/badge';
import { bytes, span, spanSeen } from '../kit/format';
import { signOfState } from '../kit/words';

export interface Column {
  readonly key: ConnectionColumn;
  readonly name: string;
  /** What a cell says: the same text is the same cell. */
  readonly text: (row: ConnectionRow) => string;
  /** How it says it, where a text is not enough. */
  readonly show?: (row: ConnectionRow) => Node;
  readonly isFigure?: boolean;
}

/** The columns of the table of connections. */
export const COLUMNS: readonly Column[] = [
  { key: 'id', name: '#', text: ({ id }) => `#${id}` },
  { key: 'peer', name: 'peer', text: ({ peer }) => peer },
  {
    key: 'state',
    name: 'state',
    text: ({ state }) => state,
    show: ({ state }) => badge(signOfState(state), state),
  },
  { key: 'handlerState', name: 'handler', text: ({ handlerState }) => handlerState || '–' },
  { key: 'age', name: 'age', text: ({ age }) => span(age), isFigure: true },
  {
    key: 'idle',
    name: 'idle',
    text: ({ idle, isIdleAtLeast }) => spanSeen(idle, isIdleAtLeast),
    isFigure: true,
  },
  {
    key: 'bytesReceived',
    name: 'received',
    text: ({ bytesReceived }) => bytes(bytesReceived),
    isFigure: true,
  },
  { key: 'bytesSent', name: 'sent', text: ({ bytesSent }) => bytes(bytesSent), isFigure: true },
  { key: 'unsent', name: 'unsent', text: ({ unsent }) => bytes(unsent), isFigure: true },
];
