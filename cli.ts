#!/usr/bin/env node
import { main } from './cli/main';
import { processOutput } from './cli/output';
import { tellWarnings } from './cli/warnings';

const output = processOutput();
tellWarnings(output.err);
void main(process.argv.slice(2), output).then((status) => process.exit(status));
