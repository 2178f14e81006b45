import { expect, it } from 'vitest'
import { isSameView, presetsOf, viewOf } from './view-params.ts'

it('a view is what is filtered and shown, not what is open or the time that one looks at', () => {
  expect(viewOf('alarm=a1&severity=red&members=i1&before=5&text=%E5%B9%BF%E5%9C%BA&state=')).toBe(
    'severity=red&text=%E5%B9%BF%E5%9C%BA',
  )
  expect(isSameView('severity=red&state=shelved', 'state=shelved&alarm=1&severity=red')).toBe(true)
  expect(isSameView('severity=red', 'severity=orange')).toBe(false)
})

it('a name with an ampersand is still one name', () => {
  const mine = presetsOf('a&b=c').find(({ id }) => id === 'mine')
  expect(new URLSearchParams(mine?.query).get('assignee')).toBe('a&b=c')
})
