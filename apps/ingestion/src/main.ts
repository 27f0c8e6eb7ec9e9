import { runService } from '@rapport/http';
import { IngestionModule } from './ingestion.module.js';

await runService('ingestion', [IngestionModule]);
