import type { StateMachine } from 'xstate';
import type { PartsOf } from '../kit/partsOf';
import type { ServerCommand } from './serverCommand';
import type { tcpServerMachine } from './tcpServer';
import type { TcpServerContext, TcpServerInput } from './tcpServerContext';
import type { ServerOutput, TcpServerMessage } from './tcpServerMessages';

type Tcp = PartsOf<typeof tcpServerMachine>;

/** `tcpServer`, whose actors are sent {@link ServerCommand}s. */
export interface TcpServerLogic
  extends StateMachine<
    TcpServerContext,
    ServerCommand,
    Tcp['children'],
    Tcp['actor'],
    Tcp['action'],
    Tcp['guard'],
    Tcp['delay'],
    Tcp['state'],
    Tcp['tag'],
    TcpServerInput,
    ServerOutput,
    TcpServerMessage,
    Tcp['meta'],
    Tcp['schema']
  > {}
