import { DueList } from './due';

interface Wanted {
  readonly whenSlow: string;
  readonly as: unknown;
}

/** What is known of one handler. */
export class Subscriber {
  readonly wanted = new Map<string, Wanted>();
  readonly due = new DueList();
  /** The server said that it loses something. */
  hasLagged = false;
  hasSubscribed = false;
  /** It has wanted something of which the newest is lost. */
  mayLoseTheLast = false;
  /** Since it last heard something. */
  lagging = false;
  /** What it has published, and been told of that. */
  said = 0;
  given = 0;
  refused = 0;
  toldRefused = 0;
  toConfirm = 0;
  confirmed = 0;
  asked = 0;
  members = 0;
  /** What it wants cannot be: it has to hear so at once. */
  mustBeRefused = 0;
}
