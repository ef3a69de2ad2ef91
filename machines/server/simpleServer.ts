import type { SimpleProtocol } from '../handler/protocol';
import { type ServerInput, serverMachine } from './serverCore';

/** What a `simpleServer` is made from. Without `port` and `path` it listens on port 1601. */
export type SimpleServerInput = ServerInput<SimpleProtocol>;

/** The chart of `simpleServer`: that of `serverCore`, for protocols that take no information. */
export const simpleServerMachine = serverMachine<SimpleProtocol>('simpleServer');
