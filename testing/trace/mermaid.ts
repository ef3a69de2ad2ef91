import { befalls, type TraceRecord } from './records';
import { showBytes, showEvent, showState } from './show';

/** Letters of a message. */
const LONGEST = 80;

/** Where things come from that no actor and no client sent. */
const OUTSIDE = '(outside)';

/** What Mermaid would take for its own: `;` and `#` end a message or start an entity. */
function escaped(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
  return cut.replace(/[#;%]/g, (letter) => `#${letter.charCodeAt(0)};`);
}

/** Participants by an id that Mermaid takes: names hold dots and slashes. */
class Participants {
  readonly lines: string[] = [];
  private readonly ids = new Map<string, string>();

  id(name: string, kind: 'participant' | 'actor' = 'participant'): string {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const id = `p${this.ids.size + 1}`;
    this.ids.set(name, id);
    this.lines.push(`  ${kind} ${id} as ${escaped(name)}`);
    return id;
  }
}

/**
 * A sequence diagram in the language of Mermaid: clients as figures, actors as boxes in the order in
 * which they appear, states as notes.
 */
export function mermaid(records: readonly TraceRecord[]): string {
  const participants = new Participants();
  const lines = records.flatMap((record) => line(record, participants) ?? []);
  return ['sequenceDiagram', ...participants.lines, ...lines].join('\n');
}

function line(record: TraceRecord, participants: Participants): string | undefined {
  const id = (name: string) => participants.id(name);
  switch (record.kind) {
    case 'event': {
      if (record.event.type === 'xstate.init') return undefined;
      const source = id(record.source ?? OUTSIDE);
      return `  ${source}->>${id(record.target)}: ${escaped(showEvent(record.event))}`;
    }
    case 'state': {
      const status = record.status === 'active' ? '' : ` (${record.status})`;
      return `  Note over ${id(record.actor)}: ${escaped(showState(record.to) + status)}`;
    }
    case 'emitted':
      return `  ${id(record.actor)}-->>${id('app')}: ${escaped(showEvent(record.event))}`;
    case 'client': {
      const { client, deed, csa, data } = record;
      const said = escaped(data === undefined ? deed : `${deed} ${showBytes(data)}`);
      const figure = participants.id(client, 'actor');
      if (csa === undefined) return `  Note over ${figure}: ${said}`;
      return befalls(deed)
        ? `  ${id(csa)}-)${figure}: ${said}`
        : `  ${figure}-)${id(csa)}: ${said}`;
    }
    case 'step':
      return `  %% step ${record.index + 1}: ${record.text.replace(/\s+/g, ' ')}`;
  }
}
