import { Module } from '@nestjs/common'
import { CopilotController } from './copilot.controller.ts'
import { HealthController } from './health.controller.ts'

@Module({ controllers: [CopilotController, HealthController] })
export class AppModule {}
