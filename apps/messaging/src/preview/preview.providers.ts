import { PreviewController } from './preview.controller.js';
import { PreviewedContent } from './previewed-content.js';
import { PreviewedPerson } from './previewed-person.js';
import { PreviewsRepository } from './previews.repository.js';
import { RenderPreview } from './render-preview.usecase.js';

export const previewControllers = [PreviewController];
export const previewProviders = [PreviewsRepository, PreviewedContent, PreviewedPerson, RenderPreview];
