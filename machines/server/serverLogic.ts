/** The servers as an app has them: what it may send them, and nothing of what their own actors say to them. */

import type { StateMachine } from 'xstate';
import type { Protocol, SimpleProtocol } from '../handler/protocol';
import type { PartsOf } from '../kit/partsOf';
import type { ServerCommand } from '../listener/serverCommand';
import type { ServerOutput } from '../listener/tcpServerMessages';
import type { serverCoreMachine } from './serverCore';
import type { ServerCoreContext, ServerInput } from './serverCoreContext';
import type { ServerCoreMessage } from './serverCoreMessages';
import type { simpleServerMachine } from './simpleServer';
import type { singleServerMachine } from './singleServer';
import type { SingleServerContext, SingleServerInput } from './singleServerContext';
import type { SingleServerCommand, SingleServerMessage } from './singleServerMessages';

type Core = PartsOf<typeof serverCoreMachine>;
type Simple = PartsOf<typeof simpleServerMachine>;
type Single = PartsOf<typeof singleServerMachine>;

/**
 * `serverCore`, whose actors are sent {@link ServerCommand}s. With a protocol, `ServerCoreLogic<typeof lamp>`, it
 * serves that one, and the `handler` of what it says takes that protocol's own events.
 */
export interface ServerCoreLogic<TProtocol = Protocol>
  extends StateMachine<
    ServerCoreContext<TProtocol>,
    ServerCommand,
    Core['children'],
    Core['actor'],
    Core['action'],
    Core['guard'],
    Core['delay'],
    Core['state'],
    Core['tag'],
    ServerInput<TProtocol>,
    ServerOutput,
    ServerCoreMessage<TProtocol>,
    Core['meta'],
    Core['schema']
  > {}

/** `simpleServer`, likewise. */
export interface SimpleServerLogic<TProtocol = SimpleProtocol>
  extends StateMachine<
    ServerCoreContext<TProtocol>,
    ServerCommand,
    Simple['children'],
    Simple['actor'],
    Simple['action'],
    Simple['guard'],
    Simple['delay'],
    Simple['state'],
    Simple['tag'],
    ServerInput<TProtocol>,
    ServerOutput,
    ServerCoreMessage<TProtocol>,
    Simple['meta'],
    Simple['schema']
  > {}

/** `singleServer`, whose actors are sent {@link SingleServerCommand}s. */
export interface SingleServerLogic
  extends StateMachine<
    SingleServerContext,
    SingleServerCommand,
    Single['children'],
    Single['actor'],
    Single['action'],
    Single['guard'],
    Single['delay'],
    Single['state'],
    Single['tag'],
    SingleServerInput,
    ServerOutput,
    SingleServerMessage,
    Single['meta'],
    Single['schema']
  > {}
