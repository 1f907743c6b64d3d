/*
 * Access in the corrected profile. The network is the adversary: it repeats, delays and drops what was ever signed.
 * A node forgets what it may forget as soon as it may. Clocks agree; the clock runs from 0 to END.
 *
 * Without CREDENTIAL: the request of 13.5, ASK.C1 to C8 and ASK.1, with two owners. B asks the owner 0 once.
 *   NO_SEEN        ASK.C8                      NO_AGE         ASK.C7
 *   FORGET_EARLY   ASK.1 forgets what expires now, too
 *   NO_OWNER       PID_A is outside h
 *
 * With CREDENTIAL: 15.3, 15.4 and 12.6: a credential comes onto the chain and is revoked there; the cloud gives a question, B
 * presents, once; the cloud submits an Access, twice if it seems lost (NODE.Retry), and answers when one commits.
 * Management nodes choose order and times of blocks (BLOCK.C3, PROP.C9, PROP.C10); the cloud's ledger may lag behind.
 *   NO_CONTRACT    TX.C24, C26 in the block    SERVE_AT_ONCE  the cloud answers at the Presentation, before LOG
 *   NO_ONCE        TX.C27                      NO_PRESENTED   PRESENT.C7
 *   NO_END         TX.C28, now <= expires
 */
#define WINDOW 1
#define GRANT_TIME 1

#ifndef CREDENTIAL

#define END 5
#define QUESTIONS 2
typedef Ask { bit is_signed; byte time; byte granted; };
typedef Seen { byte until; };   /* 0 or 1 + expires */

byte now;
Ask ask[QUESTIONS];             /* the r of each is its number */
Seen seen[2 * QUESTIONS];       /* by owner and r */

#ifdef NO_SEEN
#define C8(o, q) true
#else
#define C8(o, q) (seen[2 * o + q].until == 0)
#endif
#ifdef NO_AGE
#define C7(q) true
#else
#define C7(q) (now <= ask[q].time + WINDOW)
#endif
#ifdef NO_OWNER
#define C4(o) true
#else
#define C4(o) (o == 0)
#endif
#ifdef FORGET_EARLY
#define FORGOTTEN(x) (x != 0 && x - 1 <= now)
#else
#define FORGOTTEN(x) (x != 0 && x - 1 < now)
#endif

active proctype Clock() {
end:
  do
  :: atomic { now < END -> now++ }
  od
}

active proctype Requester() {
  byte q;
end:
  do
  :: atomic { !ask[1].is_signed ->
       q = (ask[0].is_signed -> 1 : 0);
       ask[q].is_signed = 1; ask[q].time = now;
       printf("%d: B asks the owner 0 under the nonce %d\n", now, q);
       q = 0 }
  od
}

active proctype Owners() {
  byte o, q;
end:
  do
  :: atomic { ask[0].is_signed ->
       select (o : 0 .. 1);
       select (q : 0 .. 1);
       if
       :: ask[q].is_signed && C4(o) && ask[q].time <= now + WINDOW && C7(q) && C8(o, q) ->
            ask[q].granted++;
            printf("%d: the owner %d notes the request with the nonce %d\n", now, o, q);
            assert(o == 0);                                             /* OWNER */
            assert(ask[q].granted <= 1);                                /* ONCE */
            assert(now <= ask[q].time + WINDOW);                        /* FRESH */
            seen[2 * o + q].until = 1 + ask[q].time + WINDOW
       :: else
       fi;
       o = 0; q = 0 }
  :: atomic { FORGOTTEN(seen[0].until) -> seen[0].until = 0 }
  :: atomic { FORGOTTEN(seen[1].until) -> seen[1].until = 0 }
  od
}

#else

#define END 5
#define ACCESSES 2

byte now;
byte time;                      /* L.time of the chain */
byte not_before, not_after;
byte chain;                     /* the credential on the chain: 0 not yet, 1 granted, 2 revoked */
byte cloud;                     /* the same in the cloud's ledger, which may lag behind */
byte spent;                     /* L.spent has (cloud, r): 0 or 1 + expires */
byte logged;                    /* how often the access is on the chain */

bit challenged, presented_by_B;
byte expires;                   /* of the question */
byte presented;                 /* the cloud's: 0 or 1 + expires */
bit pending;
byte end_of_pending;
byte submitted;                 /* Access contents that were signed */
byte end_of_access[ACCESSES];   /* their expires */
byte committed[ACCESSES];
byte answers_due;               /* Commits with an Access that the cloud has yet to take: LOG */
byte answered;

#ifdef NO_CONTRACT
#define C26(t) true
#else
#define C26(t) (chain == 1 && not_before <= t && t <= not_after)
#endif
#ifdef NO_ONCE
#define C27 true
#else
#define C27 (spent == 0)
#endif
#ifdef NO_END
#define C28(a, t) true
#else
#define C28(a, t) (t <= end_of_access[a])
#endif
#ifdef NO_PRESENTED
#define PRESENT_C7 true
#else
#define PRESENT_C7 (presented == 0)
#endif
#define TIME(t) (t >= time && t <= now + WINDOW && now <= t + WINDOW)

inline block(t) {               /* BLOCK.2, BLOCK.3 */
  time = t;
  if :: spent != 0 && spent - 1 < t -> spent = 0 :: else fi
}

inline answer() {
  answered++;
  printf("%d: the cloud answers\n", now);
  assert(answered <= logged);                                           /* LOGGED */
  assert(answered <= 1)                                                 /* ONCE */
}

active proctype Clock() {
end:
  do
  :: atomic { now < END -> now++ }
  od
}

active proctype Owner() {
  byte t;
end:
  do
  :: atomic { chain < 2 ->      /* a block with the Credential, and one with the Revocation */
       select (t : 0 .. END);
       if
       :: TIME(t) && chain == 0 -> chain = 1; block(t); not_before = t; not_after = t + 2;
            printf("%d: a block of the time %d has the credential, good until %d\n", now, t, not_after)
       :: TIME(t) && chain == 1 -> chain = 2; block(t);
            printf("%d: a block of the time %d has the revocation\n", now, t)
       :: else
       fi;
       t = 0 }
  od
}

active proctype Requester() {
end:
  do
  :: atomic { cloud > 0 && !challenged -> challenged = 1; expires = now + GRANT_TIME;
       printf("%d: the cloud gives a question until %d\n", now, expires) }
  :: atomic { challenged && !presented_by_B && now <= expires -> presented_by_B = 1;
       printf("%d: B signs a Presentation\n", now) }
  od
}

active proctype Cloud() {
end:
  do
  :: atomic { presented_by_B && PRESENT_C7 && now <= expires && submitted < ACCESSES && !pending &&
       cloud == 1 && not_before <= now && now <= not_after ->           /* PRESENT */
       presented = 1 + expires;
       pending = 1; end_of_pending = now + GRANT_TIME;
       end_of_access[submitted] = end_of_pending;
       submitted++;
       printf("%d: the cloud takes the Presentation and submits an Access until %d\n", now, end_of_pending);
#ifdef SERVE_AT_ONCE
       answer()
#endif
     }
  :: atomic { pending && submitted < ACCESSES ->                        /* NODE.Retry: the same content under a new nonce */
       end_of_access[submitted] = end_of_pending;
       submitted++;
       printf("%d: the cloud submits the Access again\n", now) }
  :: atomic { presented != 0 && presented - 1 < now -> presented = 0 }  /* PRESENT.1 */
  :: atomic { cloud < chain && answers_due == 0 -> cloud++ }            /* Commits reach the cloud */
  :: atomic { answers_due > 0 ->                                        /* LOG.1 */
       answers_due--;
       if
       :: pending -> pending = 0;
#ifndef SERVE_AT_ONCE
            answer()
#endif
       :: else
       fi }
  :: atomic { pending && answers_due == 0 && end_of_pending < time -> pending = 0 }     /* LOG.2 */
  od
}

active proctype Chain() {
  byte a, t;
end:
  do
  :: atomic { submitted > 0 ->
       select (a : 0 .. ACCESSES - 1);
       select (t : 0 .. END);
       if
       :: a < submitted && !committed[a] && TIME(t) && C26(t) && C27 && C28(a, t) ->
            committed[a] = 1;
            logged++;
            answers_due++;
            printf("%d: a block of the time %d has the Access %d\n", now, t, a);
            assert(chain == 1);                                         /* UNREVOKED */
            assert(not_before <= t && t <= not_after);                  /* LIVE */
            assert(t <= end_of_access[a]);                              /* PROMPT */
            assert(logged <= 1);                                        /* ONE_ENTRY */
            spent = 1 + end_of_access[a];
            block(t)
       :: else
       fi;
       a = 0; t = 0 }
  :: atomic {                   /* a block of other people's */
       select (t : 0 .. END);
       if
       :: TIME(t) && t > time -> block(t); printf("%d: a block of the time %d\n", now, t)
       :: else
       fi;
       t = 0 }
  od
}
#endif
