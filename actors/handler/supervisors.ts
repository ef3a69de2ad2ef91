import type { SimpleProtocol } from '../../machines/handler/protocol';
import type { HandlersInput } from '../../machines/server/serverCore';
import type { HandlersCommand } from '../../machines/server/serverCoreMessages';
import { fromResource } from '../kit/resource';
import { Handlers } from './handlers';

/** The actor that a `serverCore` invokes as `handlers`. */
export const handlers = fromResource<HandlersCommand, HandlersInput>(
  (scope, input) => new Handlers(scope, input, true),
);

/** The actor that a `simpleServer` invokes as `handlers`: its protocols are told nothing. */
export const uninformedHandlers = fromResource<HandlersCommand, HandlersInput<SimpleProtocol>>(
  (scope, input) => new Handlers(scope, input, false),
);
