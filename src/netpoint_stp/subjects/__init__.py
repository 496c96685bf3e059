"""What decisions are about: accounts and documents, people, requests, complaints, interruptions.

Import from the modules: `subjects.account`, `subjects.documents`, `subjects.people`, `subjects.requests`,
`subjects.complaints`, `subjects.interruptions`. All of it is plain frozen data: nothing here decides, and
no `repr` shows personal data.
"""
