import { runService } from '@rapport/http';
import { ProfilesModule } from './profiles.module.js';

await runService('profiles', [ProfilesModule]);
