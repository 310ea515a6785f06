// Saves a reading as it is written. Without this script the Save button does the same.
const form = document.querySelector('[data-autosave]')
const PAUSE = 2000
const AGAIN = 15000

if (form) {
  const state = document.getElementById('saving-state')
  const keptUnder = `reading:${location.pathname}`
  let timer = null
  let changed = false
  let busy = false
  let stopped = false

  const say = (words) => { state.textContent = words }

  const texts = () => [...form.elements].filter((one) => one.tagName === 'TEXTAREA')

  // Kept for this tab alone, and only until the server has it.
  const keep = () => {
    const values = Object.fromEntries(texts().map((one) => [one.name, one.value]))
    try { sessionStorage.setItem(keptUnder, JSON.stringify(values)) } catch { /* storage is off */ }
  }
  const drop = () => { try { sessionStorage.removeItem(keptUnder) } catch { /* storage is off */ } }

  const later = (wait) => {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  // After signing in again in another tab the page's token is a new one.
  const freshToken = async () => {
    const answer = await fetch(location.href, { credentials: 'same-origin' })
    if (answer.redirected || !answer.ok) return false
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const found = page.querySelector('[data-autosave] [name=csrf_token]')
    if (!found) return false
    form.elements.csrf_token.value = found.value
    return true
  }

  const save = async () => {
    if (busy || stopped || !changed) return
    busy = true
    changed = false
    say('Saving…')
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST',
        body: new FormData(form),
        headers: { Accept: 'application/json' },
        credentials: 'same-origin',
      })
      if (answer.ok) {
        const saved = await answer.json()
        form.elements.version.value = saved.version
        if (!changed) drop()
        say(saved.words)
      } else if (answer.status === 409) {
        stopped = true
        say('This case was saved somewhere else. Choose “Save and come back later”: you will see both.')
      } else if (answer.status === 400 || answer.status === 401) {
        changed = true
        const back = await freshToken()
        say(back ? 'Saving…' : 'You are signed out. Sign in again in another tab; your text stays here and is saved then.')
        later(back ? 0 : AGAIN)
      } else {
        changed = true
        say('Not saved. Trying again.')
        later(AGAIN)
      }
    } catch {
      changed = true
      say('No connection. Your text stays here and is saved when the connection is back.')
      later(AGAIN)
    } finally {
      busy = false
      if (changed && !stopped) later(PAUSE)
    }
  }

  const note = () => {
    changed = true
    keep()
    if (!busy) later(PAUSE)
  }

  const restore = () => {
    let kept = null
    try { kept = JSON.parse(sessionStorage.getItem(keptUnder) || 'null') } catch { return }
    if (!kept) return
    const lost = texts().filter((one) => kept[one.name] && kept[one.name] !== one.value)
    if (!lost.length || form.dataset.stale) return
    for (const one of lost) one.value = kept[one.name]
    changed = true
    say('Text that was not saved before was put back.')
    later(PAUSE)
  }

  form.addEventListener('input', note)
  form.addEventListener('change', note)
  form.addEventListener('submit', () => { stopped = true; keep() })
  addEventListener('online', () => later(0))
  addEventListener('pagehide', () => { if (changed) keep() })
  if (form.dataset.fresh) drop()
  restore()
}
