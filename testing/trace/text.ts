import { befalls, type TraceRecord } from './records';
import { showBytes, showEvent, showState } from './show';

/** The records as lines for people: time, source -> target, event; and changes of state. */
export function traceText(records: readonly TraceRecord[]): string {
  return records.map(line).join('\n');
}

function line(record: TraceRecord): string {
  if (record.kind === 'step') return `--- step ${record.index + 1}: ${record.text}`;
  return `${`${Number(record.time.toFixed(3))}`.padStart(9)} ms  ${what(record)}`;
}

function what(record: Exclude<TraceRecord, { kind: 'step' }>): string {
  switch (record.kind) {
    case 'event':
      return `${record.source ?? '(outside)'} -> ${record.target}  ${showEvent(record.event)}`;
    case 'state':
      return `${record.actor}  ${change(record)}`;
    case 'emitted':
      return `${record.actor} ->  emits ${showEvent(record.event)}`;
    case 'client': {
      const { client, deed, csa, data } = record;
      const link = befalls(deed)
        ? `${csa ?? '(outside)'} -> ${client}`
        : `${client} -> ${csa ?? '(outside)'}`;
      return `${link}  ${deed}${data === undefined ? '' : ` ${showBytes(data)}`}`;
    }
  }
}

/** `[connected -> closing]`, with how it ended if it did. */
function change(record: Extract<TraceRecord, { kind: 'state' }>): string {
  const { from, to, status } = record;
  const end = status === 'active' ? '' : ` (${status})`;
  if (to === undefined) return `[${status}]`;
  return from === undefined
    ? `[${showState(to)}]${end}`
    : `[${showState(from)} => ${showState(to)}]${end}`;
}
