import { ApplyActivity } from './apply-activity.usecase.js';
import { ProfileActivityConsumer } from './profile-activity.consumer.js';

/** Providers of this room, for the door. */
export const activityProviders = [ApplyActivity, ProfileActivityConsumer];
