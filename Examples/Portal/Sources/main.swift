import Satchel

await makePortal(Settings.load()).run()
