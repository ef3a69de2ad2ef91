import { memoryBackplane } from '../../actors/services/backplane';
import { natsBackplane } from '../../actors/services/nats';
import { type Backplane, XstateNetError } from '../../index';

/** What carries messages between connections, as the command was told. */
export interface BackplaneFlags {
  readonly backplane?: string | undefined;
  readonly backplaneStart?: 'degraded' | 'fail' | undefined;
}

interface Made {
  readonly carrier: Backplane;
  close(): void;
}

/** A backplane in memory, or over NATS: that one is connected first where the command shall fail without it. */
export async function makeBackplane({ backplane, backplaneStart }: BackplaneFlags): Promise<Made> {
  if (backplane === undefined) {
    if (backplaneStart !== undefined) {
      throw new XstateNetError(
        'XN_BAD_OPTION',
        '--backplane-start is for a backplane over NATS; give --backplane, too',
      );
    }
    return { carrier: memoryBackplane(), close: () => {} };
  }
  const start = backplaneStart ?? 'degraded';
  const carrier = natsBackplane({ servers: backplane, start });
  try {
    if (start === 'fail') await carrier.ready();
  } catch (error) {
    carrier.close();
    throw error;
  }
  return { carrier, close: () => carrier.close() };
}
