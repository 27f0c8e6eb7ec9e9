import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BooleanParameter, OptionalField } from '@rapport/http';
import { IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { longestAppId, longestToken, type Platform, platforms } from './domain/device-of-event.js';

export class RegisterDeviceBody {
  @ApiProperty({ enum: platforms })
  @IsIn(platforms)
  platform: Platform;

  @ApiProperty({
    type: String,
    writeOnly: true,
    description: 'As the push service gave it; never shown again',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(longestToken)
  @Matches(/^\S+$/, { message: 'must hold no spaces' })
  token: string;

  @ApiPropertyOptional({ type: String, description: 'Bundle id or package name', example: 'com.acme.shop' })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(longestAppId)
  appId?: string;
}

export class DevicesQuery {
  @ApiPropertyOptional({ type: Boolean, default: false })
  @BooleanParameter()
  includeDead?: boolean;
}
