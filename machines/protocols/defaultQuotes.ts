/** What `quoteOfTheDay` says when it is given no quotes: rules by which servers have learnt to live. */
export const DEFAULT_QUOTES: readonly string[] = [
  'In general, an implementation must be conservative in its sending behavior, and liberal in its\nreceiving behavior.\n    -- RFC 791, Internet Protocol',
  'TCP implementations will follow a general principle of robustness: be conservative in what you do,\nbe liberal in what you accept from others.\n    -- RFC 793, Transmission Control Protocol',
  'It is always possible to add another level of indirection.\n    -- RFC 1925, The Twelve Networking Truths',
  'With sufficient thrust, pigs fly just fine. However, this is not necessarily a good idea.\n    -- RFC 1925, The Twelve Networking Truths',
  'In protocol design, perfection has been reached not when there is nothing left to add, but when\nthere is nothing left to take away.\n    -- RFC 1925, The Twelve Networking Truths',
  'It is more complicated than you think.\n    -- RFC 1925, The Twelve Networking Truths',
  "No matter how hard you push and no matter what the priority, you can't increase the speed of\nlight.\n    -- RFC 1925, The Twelve Networking Truths",
];
