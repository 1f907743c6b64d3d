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
 *
 * WALK, for simulation: prints each step that is tried, and the state after it (README.md, Walks). Of what may happen at any
 * time it does when the code does it: what may be forgotten is at ASK.1 and not at PRESENT.1, since there is one Presentation;
 * Commits reach the cloud one by one in their order; a nonce has an end (TX.C11), and who signs an Access a time (TX.C10), after
 * which NODE.Retry sends it again.
 */
#ifdef WALK
#define END 7
#define LIFE 4                  /* of a credential */
#else
#define END 5
#define LIFE 2
#endif
#define WINDOW 1
#ifndef GRANT_TIME
#define GRANT_TIME 1
#endif

#ifdef WALK                     /* `select` would make late times rare, and what can come of something is tried more often */
#define TRY(...) printf(__VA_ARGS__)
#define SELDOM(...) if :: skip :: skip :: skip :: skip :: skip :: skip :: skip :: __VA_ARGS__ fi
#define RARELY(...) if :: skip :: skip :: skip :: SELDOM(__VA_ARGS__) fi
#define READY (wait > 8)        /* what happens once or twice waits for a while */
#define LATER wait = 0
#define OLD (wait == 60 && (lazy != 1 || now == END))
#define AGE :: wait < 60 -> wait++; RARELY(wait = 60)
#define WAIT :: !READY -> wait++; SELDOM(wait = 9)
inline any_time(t) { t = now; if :: skip :: skip :: skip :: skip :: skip :: skip :: t > 0 -> t-- :: SELDOM(t++) :: t = 0 :: t = END fi }
#else
#define TRY(...) skip
#define DONE skip
#define READY true
#define LATER skip
#define OLD true
#define AGE
#define WAIT
inline any_time(t) { select (t : 0 .. END) }
#endif

#ifndef CREDENTIAL

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

/* Walks. The check that refuses, in the order of the table: its number, or 0. By `other` the network has changed PID_A and h. */
#ifdef WALK
#define PAUSE 12
#define WHY(o, q, other) (!ask[q].is_signed -> 3 : (!C4(o) -> (other -> 3 : 4) : (!C7(q) -> 7 : (!C8(o, q) -> 8 : 0))))
#define DONE printf("= %d %d%d %d%d%d%d\n", now, ask[0].granted, ask[1].granted, seen[0].until, seen[1].until, seen[2].until, \
  seen[3].until)
#endif

active proctype Clock() {
#ifdef WALK                     /* so that more happens in a unit of time */
  byte rest;
#endif
end:
  do
#ifdef WALK
  :: atomic { now < END && rest == PAUSE -> TRY("> tick\n"); now++; DONE; rest = 0 }
  :: rest < PAUSE -> rest++
#else
  :: atomic { now < END -> now++ }
#endif
  od
}

active proctype Requester() {
  byte q;
#ifdef WALK
  byte wait;
#endif
end:
  do
  :: atomic { !ask[1].is_signed && READY ->
       q = (ask[0].is_signed -> 1 : 0);
       TRY("> ask %d\n", q);
       ask[q].is_signed = 1; ask[q].time = now;
       printf("%d: B asks the owner 0 under the nonce %d\n", now, q);
       DONE;
       LATER;
       q = 0 }
  WAIT
  od
}

active proctype Owners() {
  byte o, q;
#ifdef WALK
  bit other;
#endif
end:
  do
  :: atomic { ask[0].is_signed ->
       select (o : 0 .. 1);
       select (q : 0 .. 1);
#ifdef WALK
       if :: o == 1 -> other = 1 :: other = 0 fi;
       if
       :: WHY(o, q, other) == 0 -> TRY("> note %d %d %d 0\n", o, q, other)
       :: else -> SELDOM(TRY("> note %d %d %d %d\n", o, q, other, WHY(o, q, other)); DONE)
       fi;
#endif
       if
       :: ask[q].is_signed && C4(o) && ask[q].time <= now + WINDOW && C7(q) && C8(o, q) ->
            ask[q].granted++;
            printf("%d: the owner %d notes the request with the nonce %d\n", now, o, q);
            assert(o == 0);                                             /* OWNER */
            assert(ask[q].granted <= 1);                                /* ONCE */
            assert(now <= ask[q].time + WINDOW);                        /* FRESH */
#ifdef WALK                     /* ASK.1 */
            if :: FORGOTTEN(seen[2 * o].until) -> seen[2 * o].until = 0 :: else fi;
            if :: FORGOTTEN(seen[2 * o + 1].until) -> seen[2 * o + 1].until = 0 :: else fi;
#endif
            seen[2 * o + q].until = 1 + ask[q].time + WINDOW;
            DONE
       :: else
       fi;
       o = 0; q = 0 }
#ifndef WALK
  :: atomic { FORGOTTEN(seen[0].until) -> seen[0].until = 0 }
  :: atomic { FORGOTTEN(seen[1].until) -> seen[1].until = 0 }
#endif
  od
}

#else

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

/* Walks. The check that refuses, in the order of the tables: its number, or 0. */
#ifdef WALK
#define PAUSE 20
#define DONE printf("= %d %d %d%d %d%d %d%d %d%d %d%d\n", now, time, chain, cloud, spent, logged, challenged, presented_by_B, \
  presented, pending, submitted, answered)
#define WHY_TIME(t) (t > now + WINDOW -> 109 : (now > t + WINDOW -> 110 : (t < time -> 203 : 0)))
#define IN_WINDOW(a, t) (t <= signed[a] + WINDOW && t <= end_of_grant[a])
#define WHY(a, t) (WHY_TIME(t) != 0 -> WHY_TIME(t) : (t > signed[a] + WINDOW -> 310 : (t > end_of_grant[a] -> 311 : \
  (committed[a] -> 312 : (!C26(t) -> 326 : (!C27 -> 327 : (!C28(a, t) -> 328 : 0)))))))
#define WHY_PRESENT (now > expires -> 6 : (!PRESENT_C7 -> 7 : ((now < not_before || now > not_after) -> 10 : (cloud != 1 -> 26 : 0))))
#define RETRIES (now > end_of_grant[0] + WINDOW && now <= end_of_pending)
byte signed[ACCESSES];          /* when the Tx_req was */
byte end_of_grant[ACCESSES];    /* expires of its nonce */
#define CREDENTIAL_BLOCK 1
#define ACCESS_BLOCK 2
#define OTHER_BLOCK 3
chan commits = [16] of { byte, byte };  /* kind and time of the blocks that the cloud has yet to take */
#define SEND(kind, t) commits ! kind, t
#define ROOM nfull(commits)
byte lazy;                      /* in this walk the chain (1) or the cloud (2) lets time pass after the request */
#define IN_TIME(who) (lazy != who || submitted == 0 || now > signed[0] + GRANT_TIME || (lazy == 2 && submitted == 2))
#else
#define SEND(kind, t) skip
#define ROOM true
#define IN_TIME(who) true
#define IN_WINDOW(a, t) true
#define RETRIES true
#endif

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
#ifdef WALK                     /* so that more happens in a unit of time */
  byte rest;
#endif
end:
  do
#ifdef WALK
  :: atomic { now < END && rest == PAUSE -> TRY("> tick\n"); now++; DONE; rest = 0 }
  :: rest < PAUSE -> rest++
#else
  :: atomic { now < END -> now++ }
#endif
  od
}

active proctype Owner() {
  byte t;
#ifdef WALK
  byte wait;
#endif
end:
  do
  :: atomic { chain < 2 && ROOM && (chain == 0 || OLD) ->      /* a block with the Credential, and one with the Revocation */
       any_time(t);
#ifdef WALK
       if
       :: chain == 0 && TIME(t) -> TRY("> credential %d 0\n", t)
       :: chain == 1 && TIME(t) -> TRY("> revocation %d 0\n", t)
       :: chain == 0 && !TIME(t) -> SELDOM(TRY("> credential %d %d\n", t, WHY_TIME(t)); DONE)
       :: chain == 1 && !TIME(t) -> SELDOM(TRY("> revocation %d %d\n", t, WHY_TIME(t)); DONE)
       fi;
#endif
       if
       :: TIME(t) && chain == 0 -> chain = 1; block(t); SEND(CREDENTIAL_BLOCK, t); not_before = t; not_after = t + LIFE;
            printf("%d: a block of the time %d has the credential, good until %d\n", now, t, not_after);
            DONE
       :: TIME(t) && chain == 1 -> chain = 2; block(t); SEND(CREDENTIAL_BLOCK, t);
            printf("%d: a block of the time %d has the revocation\n", now, t);
            DONE
       :: else
       fi;
       t = 0 }
  AGE
  od
}

active proctype Requester() {
end:
  do
  :: atomic { cloud > 0 && !challenged -> TRY("> question\n"); challenged = 1; expires = now + GRANT_TIME;
       printf("%d: the cloud gives a question until %d\n", now, expires); DONE }
  :: atomic { challenged && !presented_by_B && now <= expires -> TRY("> sign 0\n"); presented_by_B = 1;
       printf("%d: B signs a Presentation\n", now); DONE }
#ifdef WALK                     /* the question comes again, or too late */
  :: atomic { now < END && challenged && (presented_by_B || now > expires) -> RARELY(TRY("> sign %d\n", (presented_by_B -> 1 : 5)); DONE) }
#endif
  od
}

active proctype Cloud() {
#ifdef WALK
  byte kind, t, e;
  if :: lazy = 0 :: lazy = 1 :: lazy = 2 fi;
#endif
end:
  do
#ifdef WALK
  :: atomic { now < END && presented_by_B && WHY_PRESENT != 0 -> RARELY(TRY("> present 0 %d\n", WHY_PRESENT); DONE) }
#endif
  :: atomic { presented_by_B && PRESENT_C7 && now <= expires && submitted < ACCESSES && !pending &&
       cloud == 1 && not_before <= now && now <= not_after ->           /* PRESENT */
       presented = 1 + expires;
       pending = 1; end_of_pending = now + GRANT_TIME;
       end_of_access[submitted] = end_of_pending;
#ifdef WALK
       if :: e = 0 :: lazy == 0 -> e = WINDOW :: lazy == 0 -> e = GRANT_TIME :: lazy == 0 -> e = WINDOW + GRANT_TIME fi;
       TRY("> present %d 0\n", e);
       signed[submitted] = now; end_of_grant[submitted] = now + e;
#endif
       submitted++;
       printf("%d: the cloud takes the Presentation and submits an Access until %d\n", now, end_of_pending);
#ifdef SERVE_AT_ONCE
       answer();
#endif
       DONE }
#ifdef WALK
  :: atomic { pending && submitted == 1 && !RETRIES -> SELDOM(TRY("> retry 0 1\n"); DONE) }
#endif
  :: atomic { pending && submitted < ACCESSES && RETRIES ->             /* NODE.Retry: the same content under a new nonce */
       end_of_access[submitted] = end_of_pending;
#ifdef WALK
       if :: e = WINDOW :: e = GRANT_TIME :: e = WINDOW + GRANT_TIME fi;
       TRY("> retry %d 0\n", e);
       signed[submitted] = now; end_of_grant[submitted] = now + e;
#endif
       submitted++;
       printf("%d: the cloud submits the Access again\n", now);
       DONE }
#ifdef WALK
  :: atomic { nempty(commits) && IN_TIME(2) ->
       commits ? kind, t;
       TRY("> cloud\n");
       if
       :: kind == CREDENTIAL_BLOCK -> cloud++
       :: kind == ACCESS_BLOCK && pending -> pending = 0;               /* LOG.1 */
#ifndef SERVE_AT_ONCE
            answer()
#endif
       :: else
       fi;
       if :: pending && end_of_pending < t -> pending = 0 :: else fi;   /* LOG.2 */
       DONE }
#else
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
#endif
  od
}

active proctype Chain() {
  byte a, t;
#ifdef WALK
  byte wait;
#endif
end:
  do
  :: atomic { submitted > 0 && ROOM && IN_TIME(1) ->
       select (a : 0 .. ACCESSES - 1);
       any_time(t);
#ifdef WALK
       if
       :: a < submitted && WHY(a, t) == 0 -> TRY("> access %d %d 0\n", a, t)
       :: a < submitted && WHY(a, t) >= 312 -> TRY("> access %d %d %d\n", a, t, WHY(a, t)); DONE
       :: a < submitted && WHY(a, t) > 0 && WHY(a, t) < 312 -> SELDOM(TRY("> access %d %d %d\n", a, t, WHY(a, t)); DONE)
       :: else
       fi;
#endif
       if
       :: a < submitted && !committed[a] && TIME(t) && IN_WINDOW(a, t) && C26(t) && C27 && C28(a, t) ->
            committed[a] = 1;
            logged++;
            answers_due++;
            printf("%d: a block of the time %d has the Access %d\n", now, t, a);
            assert(chain == 1);                                         /* UNREVOKED */
            assert(not_before <= t && t <= not_after);                  /* LIVE */
            assert(t <= end_of_access[a]);                              /* PROMPT */
            assert(logged <= 1);                                        /* ONE_ENTRY */
            spent = 1 + end_of_access[a];
            block(t);
            SEND(ACCESS_BLOCK, t);
            DONE
       :: else
       fi;
       a = 0; t = 0 }
  :: atomic { ROOM && READY ->          /* a block of other people's */
       any_time(t);
       if
       :: TIME(t) && t > time -> TRY("> other %d\n", t); block(t); SEND(OTHER_BLOCK, t); printf("%d: a block of the time %d\n", now, t);
            DONE;
            LATER
       :: else
       fi;
       t = 0 }
  WAIT
  od
}
#endif
