import { Controller, Get } from '@nestjs/common'

@Controller('health')
export class HealthController {
  @Get()
  tell(): string {
    return 'healthy\n'
  }
}
