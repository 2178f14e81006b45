import './app.ts'

// Without it the window works as well, but does not open while there is no network.
if ('serviceWorker' in navigator && window.isSecureContext)
  void navigator.serviceWorker.register('/offline-worker.js').catch(() => undefined)
