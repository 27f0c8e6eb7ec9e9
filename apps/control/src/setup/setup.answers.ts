import { ApiProperty } from '@nestjs/swagger';

export class SetupCheckAnswer {
  @ApiProperty({ enum: ['services', 'first_event', 'sending_way', 'first_message'] })
  id: string;

  @ApiProperty({ type: 'boolean', nullable: true, description: 'null: not observed yet.' })
  ok: boolean | null;

  @ApiProperty({ type: 'string' })
  proof: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  at: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Page of the console where it can be seen.' })
  link: string | null;
}

export class SetupStatusAnswer {
  @ApiProperty({ type: 'boolean' })
  ownerExists: boolean;

  @ApiProperty({ type: 'string', format: 'uri' })
  publicUrl: string;

  @ApiProperty({ type: 'string' })
  version: string;

  @ApiProperty({ type: [SetupCheckAnswer] })
  checks: SetupCheckAnswer[];
}

class NewWorkspace {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  key: string;

  @ApiProperty({ type: 'string' })
  region: string;

  @ApiProperty({ type: 'string' })
  timeZone: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;
}

class NewMember {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string', format: 'email' })
  email: string;

  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;

  @ApiProperty({ enum: ['owner'] })
  role: 'owner';
}

class NewSource {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ enum: ['any'] })
  kind: 'any';

  @ApiProperty({ type: 'boolean' })
  enabled: boolean;

  @ApiProperty({ type: 'string' })
  writeKey: string;
}

class NewApiKey {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: [String] })
  scopes: string[];

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: 'string', description: 'Shown in this answer only.' })
  secret: string;
}

/** What the first owner gets (api.md 5.1). */
export class InstallationAnswer {
  @ApiProperty({ type: NewWorkspace })
  workspace: NewWorkspace;

  @ApiProperty({ type: NewMember })
  member: NewMember;

  @ApiProperty({ type: NewSource })
  source: NewSource;

  @ApiProperty({ type: NewApiKey })
  apiKey: NewApiKey;

  @ApiProperty({ type: 'string' })
  csrfToken: string;
}
