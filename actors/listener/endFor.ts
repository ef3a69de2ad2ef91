import type { ConnectionEnd, CsaReport } from '../../machines/connection/csaMessages';
import type { HowDied } from '../../machines/connection/howDied';
import { socketOf } from '../connection/descriptors';

/** How a connection ended whose chart cannot say it, as far as its socket shows. */
export function endFor(
  { connection, descriptor }: CsaReport,
  howDied: HowDied,
  duration: number,
): ConnectionEnd {
  const { bytesReceived = 0, bytesSaid = 0, bytesSent = 0 } = socketOf(descriptor) ?? {};
  return { connection, howDied, bytesReceived, bytesSaid, bytesSent, duration };
}
