import type { ServerCoreMessage } from '../index';
import { jsonLine } from './logJson';
import { textLines } from './logText';
import type { Output } from './output';

/** How the log is written; `silent` writes nothing. */
export const LOG_FORMATS = ['text', 'json', 'silent'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** What the log says of the server besides its messages. */
export interface Served {
  /** The protocol as people know it. */
  readonly title: string;
  /** The name of a shipped protocol. */
  readonly name: string | undefined;
  /** Whether errors of handlers are told with their stacks. */
  readonly verbose: boolean;
}

/** Writes down what a server says. */
export type Log = (message: ServerCoreMessage) => void;

/** A log in the given format. */
export function makeLog(format: LogFormat, served: Served, { out }: Output): Log {
  switch (format) {
    case 'silent':
      return () => {};
    case 'json':
      return (message) => out(jsonLine(message, served, new Date()));
    case 'text':
      return (message) => {
        for (const line of textLines(message, served, new Date())) out(line);
      };
  }
}
