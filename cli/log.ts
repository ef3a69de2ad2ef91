import type { ServerCoreMessage } from '../index';
import { jsonLine } from './logJson';
import { textLines } from './logText';
import type { Output } from './output';
import type { Served } from './served';

/** How the log is written; `silent` writes nothing. */
export const LOG_FORMATS = ['text', 'json', 'silent'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

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
