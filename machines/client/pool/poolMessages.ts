import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo } from '../../connection/connectionInfo';
import type { HowDied } from '../../connection/howDied';
import type { XstateNetError } from '../../kit/errors';

/**
 * What a `clientPool` receives.
 *
 * - `acquire`: somebody wants a client, and waits no longer than `timeout`. `release`: gives it back, or wants none any more.
 * - `control.producerFinished`, `control.serverShutdown`: no more leases; ends when those that there are have ended.
 *   `control.shutdownMicroprocess`: end now.
 * - `member.*`: from the supervisor of its clients. `pool.*`: a time is up.
 */
export type PoolEvent =
  | { readonly type: 'acquire'; readonly ticket: number; readonly timeout: number }
  | { readonly type: 'release'; readonly ticket: number }
  | { readonly type: 'control.producerFinished' }
  | { readonly type: 'control.serverShutdown' }
  | { readonly type: 'control.shutdownMicroprocess' }
  | {
      readonly type: 'member.connected';
      readonly member: number;
      readonly client: AnyActorRef;
      readonly connection: ConnectionInfo;
    }
  | { readonly type: 'member.lost'; readonly member: number; readonly howDied: HowDied }
  | {
      readonly type: 'member.ended';
      readonly member: number;
      readonly error?: XstateNetError | undefined;
    }
  | { readonly type: 'pool.timeout'; readonly ticket: number; readonly timeout: number }
  | { readonly type: 'pool.idle'; readonly member: number };

/** What the supervisor of its clients is told. */
export type MembersCommand =
  | { readonly type: 'members.make'; readonly member: number }
  | { readonly type: 'members.close'; readonly member: number };

/**
 * What a `clientPool` emits.
 *
 * - `leased`, `refused`: each who has asked hears one of them. `lost`: a lease has ended with its connection.
 * - `error`: why it ends, if not as it was asked. `shutdown`: it has ended.
 */
export type PoolMessage =
  | {
      readonly type: 'leased';
      readonly ticket: number;
      readonly client: AnyActorRef;
      readonly connection: ConnectionInfo;
    }
  | { readonly type: 'refused'; readonly ticket: number; readonly error: XstateNetError }
  | { readonly type: 'lost'; readonly ticket: number; readonly howDied: HowDied }
  | { readonly type: 'error'; readonly error: XstateNetError }
  | { readonly type: 'shutdown'; readonly error?: XstateNetError };
