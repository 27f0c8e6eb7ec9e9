import { versionedProviders } from '@rapport/versioned';
import { RelationsRendered } from '../render/relations-rendered.js';
import { RenderMessages } from '../render/render-messages.js';
import { RenderPool } from '../render/render-pool.js';
import { CheckContent } from './check-content.js';
import { PublishedTemplates } from './published-templates.js';
import { TemplateKind } from './template.kind.js';

/** Providers of templates, of their life cycle and of their rendering, for the door. */
export const templatesProviders = [
  ...versionedProviders('messaging'),
  RenderPool,
  RenderMessages,
  RelationsRendered,
  CheckContent,
  TemplateKind,
  PublishedTemplates,
];
