/** What came of an expectation, so far. */
export type Verdict =
  | {
      readonly met: true;
      /** Takes what was expected, so that no other step can expect it. */
      readonly take?: () => void;
    }
  | {
      readonly met: false;
      /** Nothing that may still happen can change it. */
      readonly final: boolean;
      /** What was expected, for people. */
      readonly expected: string;
      /** What there was instead, for people. */
      readonly seen: string;
    };

export const MET: Verdict = { met: true };

/** Not met, but it may be yet. */
export const notYet = (expected: string, seen: string): Verdict => ({
  met: false,
  final: false,
  expected,
  seen,
});

/** Not met, and it never will be. */
export const never = (expected: string, seen: string): Verdict => ({
  met: false,
  final: true,
  expected,
  seen,
});
