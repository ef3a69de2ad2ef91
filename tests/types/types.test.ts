import { compileSnippets } from './compileSnippets';
import { RIGHT_SNIPPETS } from './right';
import { WRONG_EVENTS, WRONG_INPUTS, WRONG_OPTIONS, WRONG_PAYLOADS } from './wrong';
import { WRONG_MESSAGES } from './wrongMessages';

const IMPORTS = `
import { type as arktype } from 'arktype';
import * as v from 'valibot';
import * as z from 'zod';
import { assign, createActor, emit, fromPromise, fromTransition, sendTo, setup } from 'xstate';
import {
  abort, ask, type ConnectionInfo, discard, echo, endSending, finish, json, lengthPrefixed, lines, ndjson,
  outbox, pauseInbox, type ProtocolEvent, reply, resumeInbox, serverCore, type ServerCommand,
  type ServerCoreEvent, serverCoreFor, type ServerCoreMessage, setupProtocol, simpleServer, simpleServerFor, singleServer,
  stopServer, tcpServer, topics,
} from 'xstate-net';
`;

const wrong = {
  'a wrong event': WRONG_EVENTS,
  'a wrong payload': WRONG_PAYLOADS,
  'a wrong message': WRONG_MESSAGES,
  'a missing or wrong input': WRONG_INPUTS,
  'a wrong option': WRONG_OPTIONS,
};

/** Everything is compiled once, whatever test is asked for. */
const sources = [
  ...Object.values(RIGHT_SNIPPETS),
  ...Object.values(wrong).flatMap((snippets) => snippets.map(({ source }) => source)),
];
let complaints: ReturnType<typeof compileSnippets>;

beforeAll(() => {
  complaints = compileSnippets(sources.map((source) => IMPORTS + source));
}, 120_000);

const complaintsOf = (source: string) => complaints[sources.indexOf(source)];

describe('the types accept', () => {
  it.each(Object.entries(RIGHT_SNIPPETS))('%s', (_, source) => {
    expect(complaintsOf(source)).toEqual([]);
  });
});

describe.each(Object.entries(wrong))('the types refuse %s', (_, snippets) => {
  it.each(snippets)('$title', ({ source, code, at, words }) => {
    const [complaint, ...others] = complaintsOf(source) ?? [];
    expect(others).toEqual([]);
    expect(complaint).toMatchObject({ code, at });
    let from = 0;
    for (const word of words) {
      const found = complaint?.text.indexOf(word, from) ?? -1;
      expect(found < 0 ? `${complaint?.text}\n(does not say: ${word})` : word).toBe(word);
      from = found + word.length;
    }
  });
});
