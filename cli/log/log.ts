import type { ServerCoreMessage } from '../../index';
import type { Dropped } from './boundedLines';
import { jsonLine, jsonObject } from './logJson';
import { textLine, textLines } from './logText';
import type { Served } from './served';

/** How the log is written; `silent` writes nothing. */
export const LOG_FORMATS = ['text', 'json', 'silent'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** Writes down what a server says. */
export type Log = (message: ServerCoreMessage) => void;

/** A log in the given format. */
export function makeLog(format: LogFormat, served: Served, write: (line: string) => void): Log {
  switch (format) {
    case 'silent':
      return () => {};
    case 'json':
      return (message) => write(jsonLine(message, served, new Date()));
    case 'text':
      return (message) => {
        for (const line of textLines(message, served, Date.now())) write(line);
      };
  }
}

/** What the log says of the lines that it did not write. */
export function droppedLine(format: LogFormat, { lines, bytes }: Dropped): string {
  return format === 'json'
    ? jsonObject('logDropped', { lines, bytes }, new Date())
    : textLine(
        `${lines} lines (${bytes} bytes) are missing here: nobody took them in time`,
        Date.now(),
      );
}
