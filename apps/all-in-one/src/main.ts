import { runService } from '@rapport/http';
import { doors } from './doors.js';

await runService('all-in-one', doors);
