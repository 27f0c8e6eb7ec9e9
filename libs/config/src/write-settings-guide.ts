import { writeFileSync } from 'node:fs';
import { settingsGuide } from './settings-guide.js';

writeFileSync('docs/guides/settings.md', settingsGuide());
