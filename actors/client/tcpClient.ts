import { tcpClientMachine } from '../../machines/client/tcpClient';
import { endsWithError } from '../boxes/endsWithError';
import { linkOwner } from '../boxes/linkOwner';
import { direct } from '../compiled/actor/direct';
import { compileShipped } from '../compiled/compileShipped';
import { handlers } from '../handler/supervisors';
import { unpersistable } from '../kit/unpersistable';
import { connector } from './connector';

/**
 * A client of one server, or of whichever of several answers: it connects, and connects again when the connection
 * is lost, with the same protocols and codecs as a server has.
 *
 * @example
 * ```ts
 * const client = createActor(tcpClient, { input: { port: 7, codec: lines() } });
 * client.on('outbox', ({ data }) => console.log(data));
 * client.start();
 * client.send({ type: 'inbox', data: 'hello' });
 * ```
 */
export const tcpClient = direct(
  unpersistable(
    endsWithError(
      compileShipped(
        tcpClientMachine.provide({ actors: { connector, handlers }, actions: { linkOwner } }),
      ),
      'shutdown',
    ),
  ),
);
