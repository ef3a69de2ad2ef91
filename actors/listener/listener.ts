import type { TcpServerChildInput } from '../../machines/listener/tcpServerContext';
import type { ListenerCommand } from '../../machines/listener/tcpServerMessages';
import { fromResource } from '../kit/resource';
import { ListeningPlaces } from './listeningPlaces';
import { ListenerSocket } from './listeningSocket';

/** The actor that a `tcpServer` invokes as `listener`. */
export const listener = fromResource<ListenerCommand, TcpServerChildInput>((scope, input) =>
  input.options.listen === undefined
    ? new ListenerSocket(scope.self, input)
    : new ListeningPlaces(scope.self, input),
);
