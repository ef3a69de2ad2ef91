import { XstateNetError } from '../kit/errors';

/**
 * Bytes that were there before the peer could know that it may speak TLS: somebody in between has put them
 * there, to have them taken for the peer's own once it is secured (CVE-2011-0411, CVE-2021-23222).
 */
export const injected = (): XstateNetError =>
  new XstateNetError(
    'XN_TLS_INJECTION',
    'bytes in plain text had come behind the wish for TLS; the connection is ended, because they may be those of somebody in between',
  );
