import { runService } from '@rapport/http';
import { ControlModule } from './control.module.js';

await runService('control', [ControlModule]);
