import { openSockets } from '../../actors/connection/descriptors';
import { until } from './until';

type CleanUp = () => void | Promise<void>;

const cleanUps: CleanUp[] = [];

/** Registers what must be done when the test is over, whether it passed or not; the last comes first. */
export function afterwards(cleanUp: CleanUp): void {
  cleanUps.push(cleanUp);
}

async function cleanUpAll(): Promise<void> {
  for (let next = cleanUps.pop(); next !== undefined; next = cleanUps.pop()) await next();
}

/**
 * For each test file that opens sockets: after each test everything that it started is ended, and then
 * no socket of ours may be open.
 */
export function leaveNothingBehind(): void {
  // Longer than one waits for anything, so that a failure says what was waited for.
  jest.setTimeout(30_000);
  // Sockets that an earlier test has leaked are not the fault of this one.
  let before = 0;
  beforeEach(() => {
    before = openSockets();
  });
  afterEach(async () => {
    await cleanUpAll();
    await until('all sockets to be closed', () => openSockets() <= before);
  });
}
