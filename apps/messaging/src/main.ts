import { runService } from '@rapport/http';
import { MessagingModule } from './messaging.module.js';

await runService('messaging', [MessagingModule]);
