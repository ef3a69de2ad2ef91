/**
 * The parser of Redis' protocol that both sides of `resp` use, redis-parser, whose types nobody wrote; and
 * what both answer.
 */

/** What a client of Redis sends: its words. */
export type RespCommand = readonly unknown[];

export interface RespParser {
  execute(bytes: Buffer): void;
}

interface Told {
  returnReply(command: RespCommand): void;
  returnError(error: Error): void;
  returnFatalError(error: Error): void;
}

const Parser = require('redis-parser') as new (told: Told) => RespParser;

/** A parser for one connection, which tells of each command, and of what is none. */
export function respParser(
  command: (words: RespCommand) => void,
  wrong: (error: Error) => void,
): RespParser {
  return new Parser({ returnReply: command, returnError: wrong, returnFatalError: wrong });
}

export const isPing = (words: RespCommand): boolean => words[0] === 'PING';
export const PONG = '+PONG\r\n';
export const UNKNOWN = '-ERR unknown command\r\n';
