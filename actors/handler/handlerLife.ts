import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import type { CsaRef } from '../../machines/connection/csaMessages';
import type { Frames } from './frames';
import type { PreparedLogic } from './protocolLogic';
import type { Subscription } from './subscription';

/** A protocol handler and the CSA that it is linked to, from the first byte to the end of the connection. */
export interface HandlerLife {
  readonly csa: CsaRef;
  readonly connection: ConnectionInfo;
  readonly handler: AnyActorRef;
  readonly prepared: PreparedLogic;
  /** What puts its messages together; undefined where it hears bytes. */
  frames: Frames | undefined;
  /** Whether its peer takes what it says. */
  sending: 'ready' | 'blocked';
  /** What it has subscribed to; undefined for those that never did, or have ended. */
  subscription: Subscription | undefined;
  /** Once it is over, its connection may still have to flush; once it is lent, a pipe has that. */
  phase: 'made' | 'running' | 'lent' | 'over';
}
