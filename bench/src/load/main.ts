import { text } from 'node:stream/consumers';
import { type LoadOrder, runLoad } from './generator.js';

const order = JSON.parse(await text(process.stdin)) as LoadOrder;
process.stdout.write(JSON.stringify(await runLoad(order)));
