import { describe, expect, it } from 'vitest'
import { checkBalance, parkingState, turnover } from './parking.ts'

describe('parking', () => {
  it('has space', () => {
    const state = parkingState({ total: 414, outOfService: 0, occupied: 310 - 28 })
    expect(state).toMatchObject({ free: 132, status: 'spacesAvailable', isSuspect: false })
    expect(state.occupancy).toBeCloseTo(0.6812, 4)
  })

  it('is full by the spots that are in service', () => {
    const state = parkingState({ total: 100, outOfService: 4, occupied: 95 })
    expect(state).toMatchObject({ free: 1, occupancy: 0.95, status: 'full', isSuspect: false })
    expect(state.usableOccupancy).toBeCloseTo(0.9896, 4)
    expect(parkingState({ total: 100, outOfService: 10, occupied: 80 }).status).toBe('almostFull')
  })

  it('never has less than no space, and doubts a count above the total', () => {
    expect(parkingState({ total: 100, outOfService: 0, occupied: 101 })).toEqual({
      free: 0,
      occupancy: 1,
      usableOccupancy: 1,
      status: 'full',
      isSuspect: true,
    })
  })

  it('changes status at 85 and 95 percent', () => {
    const statuses = [84, 85, 94, 95].map((occupied) => parkingState({ total: 100, outOfService: 0, occupied }).status)
    expect(statuses).toEqual(['spacesAvailable', 'almostFull', 'almostFull', 'full'])
  })

  it('is full when every spot is out of service', () => {
    expect(parkingState({ total: 5, outOfService: 5, occupied: 0 })).toMatchObject({ free: 0, status: 'full' })
  })

  it('doubts a balance that is off by more than two spots and two percent', () => {
    expect(checkBalance(100, 107, { entered: 10, left: 5, total: 50 })).toEqual({ drift: 2, isSuspect: false })
    expect(checkBalance(100, 108, { entered: 10, left: 5, total: 50 })).toEqual({ drift: 3, isSuspect: true })
    expect(checkBalance(100, 97, { entered: 10, left: 5, total: 414 })).toEqual({ drift: -8, isSuspect: false })
    expect(checkBalance(100, 96, { entered: 10, left: 5, total: 414 })).toEqual({ drift: -9, isSuspect: true })
  })

  it('turns spots over', () => {
    expect(turnover(828, 414)).toBe(2)
    expect(turnover(828, 414, 2)).toBe(1)
  })
})
