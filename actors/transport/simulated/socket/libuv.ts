/** What Node's library of sockets does differently from one version to the next, as far as it can be seen. */
export interface Libuv {
  /** Takes a hang-up behind a short read for the end: a reset right behind the last bytes is not seen. */
  readonly takesHangUpForEnd: boolean;
}

/** The first version that reads once more before it believes a hang-up: libuv's pull request 4997. */
const READS_ON = [1, 52];

/** What the libuv of that version does; `process.versions.uv` is the one that is there. */
export function libuvOf(version: string): Libuv {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [firstMajor = 0, firstMinor = 0] = READS_ON;
  const readsOn = major > firstMajor || (major === firstMajor && minor >= firstMinor);
  return { takesHangUpForEnd: !readsOn };
}
